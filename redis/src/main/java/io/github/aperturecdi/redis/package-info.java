/**
 * Limits of several instances, on Redis or Valkey. {@link io.github.aperturecdi.redis.RedisStores}
 * is found by the embedded agent; {@code RedisStore} implements its interface with the two scripts
 * {@code bucket.lua} and {@code places.lua}. Applications do not use this package.
 */
@NullMarked
package io.github.aperturecdi.redis;

import org.jspecify.annotations.NullMarked;
