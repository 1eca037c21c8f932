/** Small types that several packages need. An application types nothing of this. Knows nothing. */
@NullMarked
package io.github.aperturecdi.internal;

import org.jspecify.annotations.NullMarked;
