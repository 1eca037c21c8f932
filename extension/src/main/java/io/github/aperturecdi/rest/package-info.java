/** Answers refused calls over Jakarta REST. Inert where Jakarta REST is not on the class path. */
@NullMarked
package io.github.aperturecdi.rest;

import org.jspecify.annotations.NullMarked;
