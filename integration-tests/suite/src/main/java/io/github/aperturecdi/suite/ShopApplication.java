package io.github.aperturecdi.suite;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Serves the resources. */
@ApplicationPath("/api")
public class ShopApplication extends Application {}
