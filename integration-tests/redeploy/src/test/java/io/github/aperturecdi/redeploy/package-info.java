/** Redeploys the application on a running Open Liberty and looks at what stays. */
package io.github.aperturecdi.redeploy;
