package io.github.aperturecdi.docs.shop;

/** Knows for whom a request is. */
public class Tenancy {

    public String current() {
        return "t-1";
    }
}
