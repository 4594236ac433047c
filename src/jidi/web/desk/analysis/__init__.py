"""分析: what was filed, by indicator, base, city, product and period; as a page and as files."""
