module app {
    requires io.github.aperturecdi;
    requires io.github.aperturecdi.embedded;
}
