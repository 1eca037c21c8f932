/** What only Tomcat tells of an application that is gone. */
package io.github.aperturecdi.tomcat;
