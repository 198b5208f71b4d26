"""What a report prints at its end: lessons that KREM has chosen for others to take over."""

from datetime import date, datetime

from audit.history import known_at
from clusters.models import Cluster, Lesson

LessonEvent = Lesson.pgh_event_model


def annex_known(cluster: Cluster, first: date, last: date, cutoff: datetime) -> list[LessonEvent]:
    """The chosen lessons of a cluster and its days as they read at the cutoff, oldest first. One query."""
    of_cluster = LessonEvent.objects.filter(cluster=cluster).values("pgh_obj_id")
    chosen = [
        lesson
        for lesson in known_at(LessonEvent.objects.filter(pgh_obj_id__in=of_cluster), cutoff)
        if lesson.cluster_id == cluster.pk and lesson.is_for_annex and first <= lesson.learned_on <= last
    ]
    return sorted(chosen, key=lambda lesson: (lesson.learned_on, lesson.title, str(lesson.pgh_obj_id)))
