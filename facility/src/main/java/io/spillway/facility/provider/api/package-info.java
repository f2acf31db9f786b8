/**
 * Requests to providers that are asked in JSON over HTTP: one exchange at a time, bounded in time
 * and size, every failure told as a {@link io.spillway.facility.provider.ProviderException}.
 */
@NullMarked
package io.spillway.facility.provider.api;

import org.jspecify.annotations.NullMarked;
