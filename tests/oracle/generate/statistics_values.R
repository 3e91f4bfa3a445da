#!/usr/bin/env Rscript
# Values of the statistics computed without the program: by R's own functions where it has them (named at each
# section), else by direct summation. No data of others enter: all series are drawn here from a seed.
#
# Run with Debian 12's r-base-core (4.2.2) and r-cran-survival (3.5-3):
#   Rscript statistics_values.R > ../values/statistics.json
#
# The file holds numbers that R printed; R's licence covers R, not its output.
suppressPackageStartupMessages(library(survival))
options(digits = 17, warn = 2)
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(20261122)

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
row <- function(...) paste0("[", paste(number(c(...)), collapse = ", "), "]")
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
sections <- list()
section <- function(name, rows) sections[[name]] <<- rows

# Garwood limits of a count in a volume, per 7.5 mL: poisson.test().
rows <- c()
for (conf in c(0.95, 0.99)) for (v in c(7.5, 5.2, 10)) for (k in c(0:12, 20, 50, 142, 1000)) {
  limits <- poisson.test(k, T = v / 7.5, conf.level = conf)$conf.int
  rows <- c(rows, row(k, v, conf, k * 7.5 / v, limits[1], limits[2]))
}
section("count_per_volume", rows)

# Conditional test: binomial tails by pbinom() and dbinom(); limits of the ratio: poisson.test(), which are those
# of binom.test().
rows <- c()
volumes <- list(c(7.5, 7.5), c(7.5, 5), c(4.2, 10))
for (v in volumes) for (k1 in c(0, 1, 3, 5, 8, 20, 100, 1000)) for (k2 in c(0, 1, 2, 5, 9, 23, 100, 1300)) {
  n <- k1 + k2
  share <- v[2] / (v[1] + v[2])
  upper <- pbinom(k2 - 1, n, share, lower.tail = FALSE)
  lower <- pbinom(k2, n, share)
  here <- dbinom(k2, n, share)
  exact <- min(1, 2 * min(upper, lower))
  mid <- min(1, 2 * min(pbinom(k2, n, share, lower.tail = FALSE) + here / 2, pbinom(k2 - 1, n, share) + here / 2))
  limits <- if (n == 0) c(0, Inf) else poisson.test(c(k2, k1), c(v[2], v[1]))$conf.int
  rows <- c(rows, row(k1, v[1], k2, v[2], exact, mid, limits[1], limits[2]))
}
section("compare_counts", rows)

# Smallest detectable change: every later count tried in turn.
rows <- c()
for (alpha in c(0.05, 0.01)) for (v in volumes) for (k in c(0:10, 15, 20, 50, 200)) {
  later <- 0:(2000 + 20 * k)
  share <- v[2] / (v[1] + v[2])
  falls <- later[2 * pbinom(later, later + k, share) <= alpha]
  rises <- later[2 * pbinom(later - 1, later + k, share, lower.tail = FALSE) <= alpha]
  rows <- c(rows, row(k, v[1], v[2], alpha, if (length(falls)) max(falls) else NA, min(rises)))
}
section("detectable_change", rows)

# Posterior probability: pgamma().
rows <- c()
for (prior in list(c(0.5, 0), c(1, 0), c(0.3, 2.5))) for (v in c(7.5, 5, 10)) for (k in c(0:10, 20, 50)) {
  rows <- c(rows, row(k, v, prior[1], prior[2], 5, 7.5,
                      pgamma(5 / 7.5, prior[1] + k, rate = prior[2] + v, lower.tail = FALSE)))
}
section("cutoff_probability", rows)

# Recovery: E[P(Gamma(k) > x R)] for R from Beta(a, b), in closed form:
#   sum over i < k of x^i / i! E[R^i exp(-x R)],  E[...] = B(a + i, b) / B(a, b) exp(-x) M(b, a + b + i, x)
# with Kummer's function M as its series of positive terms (Abramowitz & Stegun 13.1.2, 13.1.27).
kummer_scaled <- function(b, c, x) {
  j <- 0:(ceiling(4 * x) + 400)
  sum(exp(lgamma(b + j) - lgamma(b) - lgamma(c + j) + lgamma(c) + j * log(x) - lgamma(j + 1) - x))
}
upper_average <- function(k, x, a, b) {
  if (k == 0) return(0)
  total <- 0
  for (i in 0:(k - 1)) {
    total <- total + exp(i * log(x) - lgamma(i + 1) + lbeta(a + i, b) - lbeta(a, b)) * kummer_scaled(b, a + b + i, x)
  }
  total
}
solve_for <- function(f, guess) {
  uniroot(f, c(guess / 3, guess * 6), tol = guess * 1e-15, maxiter = 10000)$root
}
rows <- c()
for (spike in list(c(40, 50), c(243, 300), c(9, 12), c(50, 50), c(6, 50), c(8100, 10000))) for (k in c(0, 1, 2, 5, 20, 60)) {
  a <- spike[1] + 0.5
  b <- spike[2] - spike[1] + 0.5
  r <- a / (a + b)
  low <- if (k == 0) 0 else solve_for(function(x) 1 - upper_average(k, x, a, b) - 0.025, qgamma(0.025, k) / r)
  high <- solve_for(function(x) upper_average(k + 1, x, a, b) - 0.025, qgamma(0.975, k + 1) / r)
  rows <- c(rows, row(k, spike[1], spike[2], 5.2, k / r * 7.5 / 5.2, low * 7.5 / 5.2, high * 7.5 / 5.2))
}
section("recovery", rows)

# Reference change value: qnorm().
rows <- c()
for (conf in c(0.95, 0.99)) for (sides in 1:2) for (cvi in c(0, 0.062, 0.112, 0.4)) for (cva in c(0.02, 0.05, 0.112, 0.3)) {
  z <- if (sides == 1) qnorm(conf) else qnorm(1 - (1 - conf) / 2)
  sd <- sqrt(2 * (log(1 + cvi^2) + log(1 + cva^2)))
  rows <- c(rows, row(cvi, cva, sides, conf, exp(z * sd), exp(-z * sd)))
}
section("reference_change", rows)

# Growth: lm() of the logarithm, confint().
rows <- c()
for (n in c(3:12, 20, 30)) for (slope in c(-0.02, 0.001, 0.015)) {
  day <- sort(sample(0:400, n))
  value <- round(exp(3 + slope * day + rnorm(n, 0, 0.2)), 3) + 0.001
  fit <- lm(log(value) ~ day)
  limits <- confint(fit)["day", ]
  rows <- c(rows, paste0("[", list_of(day), ", ", list_of(value), ", ", row(coef(fit)["day"], limits), "]"))
}
section("growth", rows)

# Holm: p.adjust().
rows <- c()
for (n in c(1:8, 15)) {
  p <- round(runif(n)^3, 6)
  rows <- c(rows, paste0("[", list_of(p), ", ", list_of(p.adjust(p, "holm")), "]"))
}
section("holm", rows)

# Exact limits of a share: binom.test().
rows <- c()
for (n in c(1, 2, 7, 12, 24, 40, 115)) for (k in unique(c(0, 1, n %/% 3, n %/% 2, n - 1, n))) {
  limits <- binom.test(k, n)$conf.int
  rows <- c(rows, row(k, n, limits[1], limits[2]))
}
section("share", rows)

# Kendall's tau-b: cor(); within subjects by signs of all pairs; jackknife over subjects by leaving each out.
tau_within <- function(id, x, y) {
  n <- length(id)
  pair <- which(outer(1:n, 1:n, "<") & outer(id, id, "=="), arr.ind = TRUE)
  sx <- sign(x[pair[, 1]] - x[pair[, 2]])
  sy <- sign(y[pair[, 1]] - y[pair[, 2]])
  sum(sx * sy) / sqrt(sum(sx != 0) * sum(sy != 0))
}
tau_all <- function(id, x, y) cor(x, y, method = "kendall")
jackknife <- function(f, id, x, y) {
  estimate <- f(id, x, y)
  subjects <- unique(id)
  m <- length(subjects)
  if (m < 3) return(c(estimate, NA, NA))
  without <- sapply(subjects, function(s) f(id[id != s], x[id != s], y[id != s]))
  reach <- qt(0.975, m - 1) * sqrt((m - 1) / m * sum((without - mean(without))^2))
  c(estimate, max(estimate - reach, -1), min(estimate + reach, 1))
}
rows <- c()
for (m in c(2, 3, 4, 5, 6, 8, 12, 24)) for (visits in c(3, 6, 9)) {
  id <- rep(1:m, each = visits)
  level <- rep(rexp(m, 1 / 8), each = visits)
  x <- rpois(m * visits, level * runif(m * visits, 0.5, 1.5))
  y <- round(10 + 2 * x + rnorm(m * visits, 0, 12))
  y[y < 5] <- 5
  rows <- c(rows, paste0("[", list_of(id), ", ", list_of(x), ", ", list_of(y), ", ",
                         row(jackknife(tau_all, id, x, y), jackknife(tau_within, id, x, y)), "]"))
}
section("rank_correlation", rows)

# Kaplan-Meier: survfit(conf.type = "log-log"), its quantile(); log-rank: survdiff().
rows <- c()
for (n in c(1, 2, 3, 4, 5, 6, 8, 8, 10, 10, 12, 14, 16, 20, 20, 24, 30, 40, 60, 100)) {
  time <- ceiling(rexp(n, 1 / 200))
  event <- as.integer(runif(n) < 0.7)
  fit <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
  half <- quantile(fit, 0.5)
  rows <- c(rows, paste0("[", list_of(time), ", ", list_of(event), ", ", list_of(fit$time), ", ", list_of(fit$n.risk),
                         ", ", list_of(fit$surv), ", ", list_of(ifelse(fit$surv %in% c(0, 1), NA, fit$lower)), ", ",
                         list_of(ifelse(fit$surv %in% c(0, 1), NA, fit$upper)), ", ",
                         row(half$quantile, half$lower, half$upper), "]"))
}
section("kaplan_meier", rows)

rows <- c()
for (n in c(4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 40, 60)) for (hazard in c(1, 1.7, 3)) {
  group <- c(rep(1, n), rep(2, n + n %/% 3))
  time <- ceiling(rexp(length(group), ifelse(group == 1, 1, hazard) / 150))
  event <- as.integer(runif(length(group)) < 0.75)
  event[1] <- 1
  time[1] <- 1
  test <- survdiff(Surv(time, event) ~ group)
  rows <- c(rows, paste0("[", list_of(group), ", ", list_of(time), ", ", list_of(event), ", ",
                         row(test$obs, test$exp, test$chisq, pchisq(test$chisq, 1, lower.tail = FALSE)), "]"))
}
section("log_rank", rows)

# Hodges-Lehmann: wilcox.test(conf.int = TRUE, exact = TRUE), groups without ties. R warns where the confidence
# cannot be had; limits are left out there.
rows <- c()
for (m in c(1, 2, 3, 4, 5, 7, 10, 15, 25, 49)) for (n in c(2, 4, 9, 30)) {
  first <- round(rnorm(m, 0, 10), 5)
  second <- round(rnorm(n, 4, 12), 5)
  stopifnot(!anyDuplicated(c(first, second)))
  possible <- qwilcox(0.025, n, m) > 0
  test <- suppressWarnings(wilcox.test(second, first, conf.int = TRUE, exact = TRUE))
  limits <- if (possible) test$conf.int else c(NA, NA)
  rows <- c(rows, paste0("[", list_of(first), ", ", list_of(second), ", ",
                         row(median(outer(second, first, "-")), limits), "]"))
}
section("hodges_lehmann", rows)

# Agreement of direction (-1 down, 0 same, 1 up, 2 open): binom.test() over all pairs that moved; jackknife over subjects by
# leaving each out.
rows <- c()
directions <- c(-1, 0, 1, 2)
for (m in c(1, 2, 3, 4, 6, 10, 24)) for (visits in c(1, 3, 8)) {
  n <- m * visits
  id <- rep(1:m, each = visits)
  first <- sample(directions, n, TRUE, c(0.4, 0.1, 0.4, 0.1))
  second <- ifelse(runif(n) < 0.7, first, sample(directions, n, TRUE))
  open <- first == 2 | second == 2
  moved <- !open & first != 0 & second != 0
  agreed <- moved & first == second
  limits <- if (any(moved)) binom.test(sum(agreed), sum(moved))$conf.int else c(0, 1)
  share <- sum(agreed) / sum(moved)
  subjects <- unique(id[moved])
  k <- length(subjects)
  without <- sapply(subjects, function(s) sum(agreed[id != s]) / sum(moved[id != s]))
  cluster <- c(NA, NA)
  if (k >= 3) {
    reach <- qt(0.975, k - 1) * sqrt((k - 1) / k * sum((without - mean(without))^2))
    cluster <- c(max(share - reach, 0), min(share + reach, 1))
  }
  rows <- c(rows, paste0("[", list_of(id), ", ", list_of(first), ", ", list_of(second), ", ",
                         row(sum(agreed & first == 1), sum(agreed & first == -1), sum(moved & !agreed), sum(!open & !moved),
                             sum(open), k, share, limits, cluster), "]"))
}
section("direction_agreement", rows)

cat(sprintf('{"tool": "%s, survival %s",\n', R.version.string, packageVersion("survival")))
cat(paste(sapply(names(sections), function(name) {
  paste0(' "', name, '": [\n  ', paste(sections[[name]], collapse = ",\n  "), "\n ]")
}), collapse = ",\n"))
cat("\n}\n")
