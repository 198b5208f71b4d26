# What survfit finds, as JSON with all digits: data as the arrays that reports/statistics takes, and R's estimates for them.
#
#   Rscript survfit.R                         of data sets that the package survival ships
#   Rscript survfit.R persons.csv moves.csv   of histories: start, seen_until; person, time, target (numbered from 0)
#
# Only what comes with R and survival is used, so JSON is written by hand.

library(survival)

json <- function(value) {
  if (is.list(value)) {
    return(sprintf("{%s}", paste0('"', names(value), '":', vapply(value, json, ""), collapse = ",")))
  }
  if (is.matrix(value)) {
    rows <- vapply(seq_len(nrow(value)), function(row) json(value[row, ]), "")
    return(sprintf("[%s]", paste(rows, collapse = ",")))
  }
  sprintf("[%s]", paste(ifelse(is.finite(value), sprintf("%.17g", value), "null"), collapse = ","))
}

# The columns of those states, in that order; survfit puts states in an order of its own and leaves out what never occurs.
columns <- function(matrix, found, states) {
  place <- match(states, found)
  all <- matrix[, place, drop = FALSE]
  all[, is.na(place)] <- 0
  unname(all)
}

# One end for each person: cause 1, 2, ... or 0 for censored. With a single cause survfit gives Greenwood's error and a median.
one_end <- function(time, cause) {
  data <- list(time = time, cause = cause)
  if (max(cause) == 1) {
    fit <- survfit(Surv(time, cause) ~ 1)
    found <- list(
      time = fit$time, shares = cbind(1 - fit$surv), at_risk = cbind(fit$n.risk),
      errors = cbind(fit$surv * fit$std.err), median = quantile(fit, 0.5, conf.int = FALSE)
    )
  } else {
    fit <- survfit(Surv(time, factor(cause, 0:max(cause))) ~ 1)
    found <- list(
      time = fit$time, shares = columns(fit$pstate, fit$states, 1:max(cause)),
      at_risk = columns(fit$n.risk, fit$states, "(s0)")
    )
  }
  list(data = data, found = found)
}

# Every move ends an interval, and so does being lost from sight, unless a move came at that very time.
intervals <- function(data) {
  everybody <- seq_along(data$start) - 1
  ends <- data.frame(
    id = c(data$person, everybody), stop = c(data$time, data$seen_until),
    state = c(data$target + 1, rep(0, length(everybody)))
  )
  ends <- ends[order(ends$id, ends$stop, -ends$state), ]
  ends <- ends[!duplicated(ends[c("id", "stop")]), ]
  first <- !duplicated(ends$id)
  ends$start <- ifelse(first, 0, c(0, head(ends$stop, -1)))
  ends$from <- ifelse(first, data$start[ends$id + 1], c(0, head(ends$state, -1)) - 1)
  ends
}

# survfit's own first row is of those still under observation at the first event. Ours is of everybody, so it is told.
many_moves <- function(start, seen_until, person, time, target) {
  data <- list(start = start, seen_until = seen_until, person = person, time = time, target = target)
  states <- 0:max(start, target)
  rows <- intervals(data)
  rows$event <- factor(rows$state, c(0, states + 1), c("censored", states))
  rows$from <- factor(rows$from, states)
  known <- survcheck(Surv(start, stop, event) ~ 1, data = rows, id = id, istate = from)$states
  shares <- as.vector(table(factor(start, known))) / length(start)
  fit_with <- function(errors) {
    survfit(Surv(start, stop, event) ~ 1, data = rows, id = id, istate = from, p0 = shares, se.fit = errors)
  }
  # Of the processor's time, user and system.
  without <- sum(system.time(fit_with(FALSE))[1:2])
  with <- sum(system.time(fit <- fit_with(TRUE))[1:2])
  list(
    data = data,
    found = list(
      time = fit$time, shares = columns(fit$pstate, fit$states, states),
      at_risk = columns(fit$n.risk, fit$states, states), errors = columns(fit$std.err, fit$states, states)
    ),
    seconds = list("no errors" = without, "infinitesimal jackknife" = with)
  )
}

# Smouldering myeloma: progression or death, whichever comes first. Months, so nearly all times are tied.
mgus2_first <- function() {
  progressed <- mgus2$pstat == 1
  one_end(ifelse(progressed, mgus2$ptime, mgus2$futime), ifelse(progressed, 1, 2 * mgus2$death))
}

# The same people, and death after progression too. Both in one month: progression came a little before, as R's manual has it.
mgus2_both <- function() {
  progressed <- mgus2$pstat == 1
  before <- with(mgus2, ifelse(progressed & ptime == futime, ptime - 0.1, ptime))
  died <- mgus2$death == 1
  everybody <- seq_len(nrow(mgus2)) - 1
  many_moves(
    0 * everybody, mgus2$futime, c(everybody[progressed], everybody[died]),
    c(before[progressed], mgus2$futime[died]), rep(1:2, c(sum(progressed), sum(died)))
  )
}

# Leukaemia: 1 remission, 2 transplant, 3 relapse, 4 death, in whatever order. Of two on one day the later kind stays.
myeloid_course <- function() {
  everybody <- seq_len(nrow(myeloid)) - 1
  day <- with(myeloid, c(crtime, txtime, rltime, ifelse(death == 1, futime, NA)))
  moves <- data.frame(person = everybody, day = day, target = rep(1:4, each = nrow(myeloid)))
  moves <- moves[!is.na(moves$day), ]
  moves <- moves[!duplicated(moves[c("person", "day")], fromLast = TRUE), ]
  many_moves(0 * everybody, myeloid$futime, moves$person, moves$day, moves$target)
}

# Liver disease: oedema at each visit (0 none, 1 some, 2 much; it comes and goes), 3 transplant, 4 death.
pbcseq_oedema <- function() {
  persons <- pbcseq[!duplicated(pbcseq$id), ]
  visits <- pbcseq[pbcseq$day > 0 & pbcseq$day < pbcseq$futime, ]
  ended <- persons$status > 0
  many_moves(
    2 * persons$edema, persons$futime,
    c(match(visits$id, persons$id), which(ended)) - 1,
    c(visits$day, persons$futime[ended]), c(2 * visits$edema, persons$status[ended] + 2)
  )
}

shipped <- function() {
  list(
    lung = one_end(lung$time, lung$status - 1),
    veteran = one_end(veteran$time, veteran$status),
    mgus2_first = mgus2_first(),
    # Waiting for a liver: 1 death, 2 transplant, 3 withdrawal; some on the very first day.
    transplant = one_end(transplant$futime, as.integer(transplant$event) - 1),
    mgus2_both = mgus2_both(),
    myeloid_course = myeloid_course(),
    pbcseq_oedema = pbcseq_oedema()
  )
}

files <- commandArgs(trailingOnly = TRUE)
if (length(files) == 0) {
  cat(json(shipped()))
} else {
  persons <- read.csv(files[1])
  moves <- read.csv(files[2])
  found <- many_moves(persons$start, persons$seen_until, moves$person, moves$time, moves$target)
  cat(json(list(histories = found)))
}
