/** How a module for an application server deploys the suite: as WARs with the jars under test. */
package io.github.aperturecdi.suite.war;
