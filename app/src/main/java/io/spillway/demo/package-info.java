/**
 * The demo: four application servers in two facilities ({@link
 * io.spillway.demo.ApplicationServer}), Spillway before them as a process of its own, and a table
 * of what it does with them. {@link io.spillway.demo.ControlSocket} lets a second terminal stop and
 * start the servers.
 */
@NullMarked
package io.spillway.demo;

import org.jspecify.annotations.NullMarked;
