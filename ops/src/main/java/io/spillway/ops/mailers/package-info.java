/**
 * HAProxy's own mail about servers: {@code mailers} sections and the {@code email-alert} keywords,
 * as HAProxy sends it, one mail for each change and one attempt for each mail. What Spillway tells
 * beyond that is in {@link io.spillway.ops.alert}.
 */
@NullMarked
package io.spillway.ops.mailers;

import org.jspecify.annotations.NullMarked;
