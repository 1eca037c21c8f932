package io.github.aperturecdi.suite;

import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Serves the resources. It is a bean because Helidon finds applications among the beans. */
@Dependent
@ApplicationPath("/api")
public class ShopApplication extends Application {}
