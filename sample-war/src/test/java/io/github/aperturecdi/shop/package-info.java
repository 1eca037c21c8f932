/**
 * The shop as its users and operators meet it: a server, HTTP, and an agent that comes and goes.
 */
package io.github.aperturecdi.shop;
