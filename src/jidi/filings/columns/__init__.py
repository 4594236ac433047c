"""The analytic copy: what was filed as columns in Parquet files, rebuilt whole and swapped; and questions over it."""
