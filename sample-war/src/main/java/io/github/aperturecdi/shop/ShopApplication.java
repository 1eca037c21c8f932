package io.github.aperturecdi.shop;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The shop's Jakarta REST resources, at the root. */
@ApplicationPath("/")
public class ShopApplication extends Application {}
