/** An application that is deployed again and again, and uses every kind of flow each time. */
package io.github.aperturecdi.redeploy;
