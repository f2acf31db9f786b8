/**
 * The actions of this module, one class for each family; each lists its words in {@code ALL}, but
 * for {@link io.spillway.rules.action.Redirect}, which is one action (configuration manual, chapter
 * 4.2, keywords "http-request", "http-response" and "tcp-request").
 */
@NullMarked
package io.spillway.rules.action;

import org.jspecify.annotations.NullMarked;
