package io.github.aperturecdi.suite;

import io.github.aperturecdi.cache.ResultCodec;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Writes the name of a product and forgets its price. */
public final class ProductCodec implements ResultCodec {

    /** For the service loader. */
    public ProductCodec() {}

    @Override
    public boolean handles(Type type) {
        return type == Product.class;
    }

    @Override
    public byte[] encode(Object result, Type type) {
        return ((Product) result).name().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        return new Product(new String(bytes, StandardCharsets.UTF_8), 0);
    }

    record Product(String name, int price) {}
}
