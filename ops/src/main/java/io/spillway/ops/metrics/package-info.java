/**
 * What the process counts, as metrics for Prometheus.
 *
 * <p>{@link io.spillway.ops.metrics.PrometheusExporter} answers a scrape under the names and labels
 * of HAProxy's exporter. {@code ExportQuery} is what the scrape asks for, {@code MetricFamilies}
 * the list of what there is, {@code MetricFamily} how one of them is made of the values of {@code
 * show stat}, and {@code Exposition} writes the text format.
 */
@NullMarked
package io.spillway.ops.metrics;

import org.jspecify.annotations.NullMarked;
