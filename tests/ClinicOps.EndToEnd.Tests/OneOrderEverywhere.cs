using Xunit.Sdk;
using Xunit.v3;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// The classes that share a morning run by their names, and so do the tests of each, on every machine alike: what xUnit takes else hangs on the folder the tests
/// were built in. The pages come last, because the house that they look at is filled with rows written by hand.
/// </summary>
public sealed class OneOrderEverywhere : ITestClassOrderer, ITestMethodOrderer
{
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass
        => [.. testClasses.OrderBy(one => one?.TestClassName == typeof(EveryPageTests).FullName).ThenBy(one => one?.TestClassName, StringComparer.Ordinal)];

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : ITestMethod
        => [.. testMethods.OrderBy(one => one?.MethodName, StringComparer.Ordinal)];
}
