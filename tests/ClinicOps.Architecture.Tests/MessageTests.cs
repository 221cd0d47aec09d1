using System.Reflection;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Architecture.Tests;

/// <summary>The job store keeps arguments readable for days and shows them on a page: no patient text may be in one.</summary>
public sealed class MessageTests
{
    private static readonly Type[] IdsAndCodes =
        [typeof(Guid), typeof(bool), typeof(int), typeof(long), typeof(DateOnly), typeof(DateTimeOffset)];

    /// <summary>The only strings: codes of a closed list, each said to be one in its event's documentation. A name is added here by a person who looked.</summary>
    private static readonly HashSet<string> Codes = ["AccessClass", "DocumentType", "Outcome", "Reason", "Template"];

    [Fact]
    public void Events_and_job_arguments_hold_ids_and_codes_only() =>
        Assert.Empty(
            from message in Messages()
            from property in Properties(message)
            where !IsIdOrCode(property)
            select $"{message.Name}.{property.Name} is a {property.PropertyType.Name}");

    [Fact]
    public void Events_are_told_by_contracts_and_by_nobody_else() =>
        Assert.Empty(House.Implementations.SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(IEvent).IsAssignableFrom(type)).Select(type => type.FullName));

    [Fact]
    public void Names_of_jobs_begin_with_their_modules_and_are_not_used_twice()
    {
        foreach (var module in House.Modules())
        {
            Assert.All(Catalog([module]).Jobs, job => Assert.StartsWith(module.Name + ".", job.Name, StringComparison.Ordinal));
        }

        var names = Catalog(House.Modules()).Jobs.Select(job => job.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }

    /// <summary>
    /// Stored jobs outlive a release: a name or a property that changes leaves them undeliverable. Whoever changes RecordedNames.txt
    /// says how the stored ones are carried over.
    /// </summary>
    [Fact]
    public void Names_of_jobs_and_events_and_their_arguments_are_the_recorded_ones()
    {
        var jobs = Catalog(House.Modules()).Jobs.Select(job => $"{(job.IsReaction ? "reaction" : "job")} {job.Name}({Shape(job.Arguments)})");
        var events = Events().Select(type => $"event {type.Name}({Shape(type)})");
        var recorded = File.ReadAllLines(Path.Combine(House.Root, "tests/ClinicOps.Architecture.Tests/RecordedNames.txt"));

        var actual = jobs.Concat(events).Order(StringComparer.Ordinal).ToList();

        Assert.True(recorded.SequenceEqual(actual), "RecordedNames.txt differs from what the modules declare, which is:\n" + string.Join('\n', actual));
    }

    private static IEnumerable<Type> Events() =>
        House.Contracts.SelectMany(assembly => assembly.GetTypes()).Where(type => typeof(IEvent).IsAssignableFrom(type));

    private static IEnumerable<Type> Messages() => Catalog(House.Modules()).Jobs.Select(job => job.Arguments).Concat(Events()).Distinct();

    private static IEnumerable<PropertyInfo> Properties(Type message) =>
        message.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != "EqualityContract");

    private static bool IsIdOrCode(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum
            || IdsAndCodes.Contains(type)
            || type == typeof(IReadOnlyList<Guid>)
            || type == typeof(IReadOnlyList<int>)
            || (type == typeof(string) && Codes.Contains(property.Name));
    }

    private static string Shape(Type message) => string.Join(", ", Properties(message).Select(property => $"{property.Name}: {NameOf(property.PropertyType)}"));

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } inner ? inner.Name + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    internal static ModuleCatalog Catalog(IReadOnlyList<IModule> modules)
    {
        var catalog = new ModuleCatalog();
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        foreach (var module in modules)
        {
            module.Register(new ModuleBuilder(module, services, configuration, catalog));
        }

        return catalog;
    }
}
