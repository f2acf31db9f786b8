/**
 * Brings a configuration that was written for an older HAProxy up to date: {@link
 * io.spillway.config.migrate.Migration} replaces the words that the language no longer has ({@link
 * io.spillway.config.LegacyWords}), line by line in the text itself, so that comments and layout
 * stay. It works on the words as they are written, without the environment: a line whose meaning
 * depends on a variable is left alone. Each kind of word is replaced in one place: time limits,
 * options and the like in {@code DirectiveReplacements}, the {@code reqadd} family in {@code
 * HeaderRules}.
 */
@NullMarked
package io.spillway.config.migrate;

import org.jspecify.annotations.NullMarked;
