using System.Reflection;
using System.Runtime.CompilerServices;
using ClinicOps.Kernel.Modules;
using Xunit;

namespace ClinicOps.Architecture.Tests;

public sealed class VisibilityTests
{
    [Fact]
    public void Only_the_module_class_of_an_implementation_is_public() =>
        Assert.Empty(
            from assembly in House.Implementations
            from type in assembly.GetExportedTypes()
            where !typeof(IModule).IsAssignableFrom(type)
            select type.FullName);

    [Fact]
    public void Every_module_has_its_one_module_class_of_its_name() =>
        Assert.Equal(
            House.ModuleNames.Select(name => $"{name}Module"),
            House.Modules().Select(module => module.GetType().Name).Order());

    [Fact]
    public void A_module_is_named_like_its_folder_in_lower_case() =>
        Assert.Empty(House.Modules().Where(module => module.GetType().Name != char.ToUpperInvariant(module.Name[0]) + module.Name[1..] + "Module").Select(module => module.Name));

    [Fact]
    public void Contracts_hold_questions_records_events_and_codes_and_no_table() =>
        Assert.Empty(
            from assembly in House.Contracts
            from type in assembly.GetTypes()
            where type.BaseType?.FullName == "Microsoft.EntityFrameworkCore.DbContext"
            select type.FullName);

    [Fact]
    public void A_class_is_sealed_unless_another_derives_from_it() =>
        Assert.Empty(
            from assembly in House.Implementations.Concat(House.Contracts)
            let types = assembly.GetTypes()
            from type in types
            where type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsGenerated(type) && !types.Any(other => other.BaseType == type)
            select type.FullName);

    private static bool IsGenerated(MemberInfo type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
        || type.Name.Contains('<', StringComparison.Ordinal)
        || (type.DeclaringType is { } outer && IsGenerated(outer));
}
