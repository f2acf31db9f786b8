/**
 * The dashboard: one page about everything that the process does, and what operators may change
 * there.
 *
 * <p>{@link io.spillway.ops.dashboard.Dashboard} is what the whole process has: the numbers of the
 * last hour and day ({@code History}), and the state that browsers follow ({@code Board}), of which
 * they are sent what has changed. {@link io.spillway.ops.dashboard.DashboardService} answers the
 * requests of one frontend: it knows who asks, what that one may do, and whether a request is
 * forged. What operators change goes the way of the runtime API's commands ({@code Control}). The
 * page itself, with its style and its script, is a resource of this package.
 */
@NullMarked
package io.spillway.ops.dashboard;

import org.jspecify.annotations.NullMarked;
