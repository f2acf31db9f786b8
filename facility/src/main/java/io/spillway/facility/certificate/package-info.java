/** Certificates and keys in PEM files, for the connections of the control plane. */
@NullMarked
package io.spillway.facility.certificate;

import org.jspecify.annotations.NullMarked;
