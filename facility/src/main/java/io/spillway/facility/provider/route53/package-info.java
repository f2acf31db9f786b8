/**
 * Amazon Route 53, through the AWS SDK.
 *
 * <p>A change removes exactly the record sets that were read and creates the new ones, in one
 * batch, which Route 53 carries out as a whole or not at all. So of two writers the later one is
 * refused and reads again.
 *
 * <p>The SDK's classes are loaded when a Route 53 provider is opened, not before: {@link
 * io.spillway.facility.provider.route53.Route53Definition} does not mention them.
 */
@NullMarked
package io.spillway.facility.provider.route53;

import org.jspecify.annotations.NullMarked;
