/**
 * The configuration language: text becomes words, words become sections of directives, and keyword
 * handlers turn those into definitions.
 *
 * <p>The first stage ({@link io.spillway.config.Section}, {@link io.spillway.config.Directive},
 * {@link io.spillway.config.Word}) knows no keyword's meaning. The second is driven by {@link
 * io.spillway.config.KeywordTable}s that the upper modules fill, one {@link
 * io.spillway.config.Keyword} beside the code of each feature; a handler reads its words through
 * {@link io.spillway.config.Arguments} and stores what it understood under a {@link
 * io.spillway.config.Setting}. Whatever is wrong goes to {@link io.spillway.config.Diagnostics}, so
 * that all errors of a file set are told in one pass.
 */
@NullMarked
package io.spillway.config;

import org.jspecify.annotations.NullMarked;
