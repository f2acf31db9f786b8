/**
 * The configuration language: text becomes words, words become sections of directives, and keyword
 * handlers turn those into definitions.
 *
 * <p>The first stage is {@link io.spillway.config.ConfigurationReader}: it splits files into {@link
 * io.spillway.config.Section}s of {@link io.spillway.config.Directive}s of {@link
 * io.spillway.config.Word}s, each with its place, follows the conditional blocks and expands the
 * variables of the {@link io.spillway.config.Environment}. It knows no keyword's meaning, apart
 * from the four that change the environment for the lines after them.
 *
 * <p>The second stage is driven by {@link io.spillway.config.KeywordTable}s that the upper modules
 * fill, one {@link io.spillway.config.Keyword} beside the code of each feature; a handler reads its
 * words through {@link io.spillway.config.Arguments} and stores what it understood under a {@link
 * io.spillway.config.Setting}. A word that a table does not know is looked up in {@link
 * io.spillway.config.LegacyWords} (HAProxy once had it) and in {@link io.spillway.config.Reference}
 * (HAProxy has it), so that the author of a configuration learns whether it is outdated, missing
 * here or misspelt. Both are loaded only then: a configuration without errors never waits for them.
 *
 * <p>Whatever is wrong goes to {@link io.spillway.config.Diagnostics}, so that all errors of a file
 * set are told in one pass; {@code io.spillway.config.report} prints them. The {@link
 * io.spillway.config.KeywordCatalog} knows what becomes of every keyword and {@link
 * io.spillway.config.KeywordListing} prints it.
 *
 * <p>Text holds one character for each byte of the file, whatever its encoding, so that what is
 * sent on is what was written; {@link io.spillway.config.Word} converts where Java wants Unicode.
 */
@NullMarked
package io.spillway.config;

import org.jspecify.annotations.NullMarked;
