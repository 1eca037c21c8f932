package io.github.aperturecdi.redeploy;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The Jakarta REST resources. */
@ApplicationPath("/")
public class RedeployedApplication extends Application {}
