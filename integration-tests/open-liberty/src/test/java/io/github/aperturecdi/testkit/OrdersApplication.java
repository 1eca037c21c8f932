package io.github.aperturecdi.testkit;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Publishes the resources at the root of the application. */
@ApplicationPath("/")
public class OrdersApplication extends Application {}
