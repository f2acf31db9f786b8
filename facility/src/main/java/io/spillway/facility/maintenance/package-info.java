/**
 * Times that are set aside for work on a facility: pure functions, without clocks, threads or
 * sockets.
 *
 * <p>A {@link io.spillway.facility.maintenance.MaintenanceWindow} is what the configuration says,
 * once or every week; one stretch of time that it means is an {@link
 * io.spillway.facility.maintenance.Occurrence}. {@link
 * io.spillway.facility.maintenance.MaintenanceSchedule} holds the windows of one facility, and
 * {@link io.spillway.facility.maintenance.MaintenanceDecision} says which order the voter that
 * keeps the time gives next. All others follow that order, as they follow an operator's, and never
 * ask their own clocks.
 */
@NullMarked
package io.spillway.facility.maintenance;

import org.jspecify.annotations.NullMarked;
