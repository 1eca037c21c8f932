/** What OpenWebBeans alone needs besides an application as its author writes it. */
package io.github.aperturecdi.openwebbeans;
