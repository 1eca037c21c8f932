package io.github.aperturecdi.tomcat;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Serves the work. */
@ApplicationPath("/")
public class WorkApplication extends Application {}
