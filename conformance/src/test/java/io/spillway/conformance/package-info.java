/**
 * The differential suite: the same configuration in Debian's HAProxy, the oracle, and in Spillway,
 * the subject; the same raw bytes sent to both; everything a user can see compared.
 *
 * <p>A case is a file {@code cases/AREA/name.case}, read by {@link CaseFile}; {@code
 * cases/README.md} describes its language. All cases of an area share one process of each side:
 * {@link AreaConfiguration} merges their proxies into one file, {@link AreaRun} starts both sides,
 * and plays every case against both at once. {@link Origin} is a raw-socket server that follows the
 * case's script, {@link ClientPlayer} the client, {@link LogCollector} the syslog receiver. What
 * must differ from one run to the next (ports, dates, timers) is replaced by {@link Normaliser},
 * and {@link CaseVerdict} judges what remains against the differences the case lists.
 *
 * <p>Sockets block here, on virtual threads, and every wait is for a condition; {@link Patience}
 * bounds it, so that a side that never answers fails the case instead of holding the suite.
 *
 * <p>Properties: {@code conformance.subject} is the program to judge (default the launcher {@code
 * spillway} at the root of the project; {@code haproxy} turns the suite on itself), {@code
 * conformance.only} a regular expression over {@code AREA/name}.
 */
package io.spillway.conformance;
