/**
 * The forms in which {@link io.spillway.config.Diagnostics} are told: as HAProxy prints them
 * ({@link io.spillway.config.report.HaproxyReport}), with the source line and a mark below the word
 * that is wrong ({@link io.spillway.config.report.SourceReport}), and for programs ({@link
 * io.spillway.config.report.JsonReport}). All tell the same diagnostics in the same order: file by
 * file in the order of the lines, then what concerns the configuration as a whole. Text holds one
 * character for each byte, as the configuration does (see {@link io.spillway.config.Word#text}),
 * unless a form says otherwise.
 */
@NullMarked
package io.spillway.config.report;

import org.jspecify.annotations.NullMarked;
