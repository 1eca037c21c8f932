package io.github.aperturecdi.shop;

import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A service of the shop. Each of its methods is controlled, by default at the control point {@code
 * SimpleClass.method}, so that operators can limit what no developer has thought of.
 */
@Stereotype
@ApplicationScoped
@ApertureControlled
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ShopService {}
