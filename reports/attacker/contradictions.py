"""What a reader gives up where printed numbers contradict each other: the fewest ties between editions.

Ties between editions take people to be recorded the same in both. Where somebody was corrected between two cutoffs they are not, and the
reader sees it as soon as two numbers cannot both be.
"""

import highspy
import numpy as np
from scipy.sparse import eye_array, hstack

from reports.attacker.knowledge import Contradiction, Known
from reports.attacker.programs import solver

_NEAR = 1e-6


def contradicted(knows: Known) -> frozenset[int]:
    """The numbers of the sums that must be dropped for the rest to be possible; only such as speak of several editions are.

    Least in all they have to give way, each by as much as need be. Raises Contradiction where that does not help.
    """
    sums, loose = knows.sums, np.flatnonzero(knows.across)
    slack = eye_array(sums.shape[0], format="csr")[:, loose]
    weights = hstack([sums.astype(float), slack, -slack]).tocsr()
    unknown, each = sums.shape[1], len(loose)
    size = weights.shape[1]
    highs = solver()
    highs.setOptionValue("simplex_strategy", 1)
    highs.passModel(
        size,
        weights.shape[0],
        weights.nnz,
        highspy.MatrixFormat.kRowwise.value,
        highspy.ObjSense.kMinimize.value,
        0.0,
        np.concatenate([np.zeros(unknown), np.ones(2 * each)]),
        np.concatenate([knows.least, np.zeros(2 * each)]),
        np.full(size, np.inf),
        knows.low.astype(float),
        knows.high.astype(float),
        weights.indptr.astype(np.int32),
        weights.indices.astype(np.int32),
        weights.data,
        np.full(size, highspy.HighsVarType.kContinuous.value, np.int32),
    )
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Contradiction("The printed numbers of an edition contradict each other.")
    given = np.fromiter(highs.getSolution().col_value, float)[unknown:].reshape(2, each).sum(axis=0)
    return frozenset(loose[given > _NEAR].tolist())
