#include <math.h>

/* The package has one of this name, too. */
static double half(double x) { return x / 2; }

double half_root(double x) { return half(sqrt(x)); }
