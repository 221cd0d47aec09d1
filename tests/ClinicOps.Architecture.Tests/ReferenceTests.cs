using System.Diagnostics;
using Xunit;

namespace ClinicOps.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void A_module_references_the_kernel_and_contracts_only()
    {
        var wrong = from module in House.ModuleNames
                    from project in House.Projects()
                    where project.Name == $"ClinicOps.{module}"
                    from reference in project.ProjectReferences
                    where reference != "ClinicOps.Kernel" && !reference.EndsWith(".Contracts", StringComparison.Ordinal)
                    select $"{project.Name} -> {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Contracts_reference_the_kernel_only_and_no_database()
    {
        var contracts = House.Projects().Where(project => project.Name.EndsWith(".Contracts", StringComparison.Ordinal)).ToList();
        Assert.Equal(House.ModuleNames.Count, contracts.Count);
        Assert.All(contracts, project => Assert.All(project.ProjectReferences, reference => Assert.Equal("ClinicOps.Kernel", reference)));
        Assert.Empty(contracts.SelectMany(project => project.PackageReferences));
        Assert.Empty(
            from assembly in House.Contracts
            from used in assembly.GetReferencedAssemblies()
            where used.Name!.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || used.Name.StartsWith("Npgsql", StringComparison.Ordinal)
                || used.Name.StartsWith("Hangfire", StringComparison.Ordinal)
            select $"{assembly.GetName().Name} -> {used.Name}");
    }

    [Fact]
    public void The_kernel_references_no_project() =>
        Assert.Empty(House.Projects().Single(project => project.Name == "ClinicOps.Kernel").ProjectReferences);

    [Fact]
    public void Nothing_built_of_a_module_uses_another_modules_implementation()
    {
        var implementations = House.ModuleNames.Select(name => $"ClinicOps.{name}").ToHashSet();
        Assert.Empty(
            from assembly in House.Implementations.Concat(House.Contracts)
            from used in assembly.GetReferencedAssemblies()
            where implementations.Contains(used.Name!)
            select $"{assembly.GetName().Name} -> {used.Name}");
    }

    [Fact]
    public void Only_a_modules_own_tests_see_its_inside() =>
        Assert.Empty(
            from module in House.ModuleNames
            from project in House.Projects()
            where project.Name == $"ClinicOps.{module}"
            from friend in project.Friends
            where friend != $"ClinicOps.{module}.Tests"
            select $"{project.Name} -> {friend}");

    [Fact]
    public void Versions_of_packages_stand_in_one_place_only() =>
        Assert.Empty(House.Projects().Where(project => File.ReadAllText(project.Path).Contains("Version=\"", StringComparison.Ordinal)).Select(project => project.Name));

    [Theory]
    [InlineData("Intake/ClinicOps.Intake", "Documents/ClinicOps.Documents", true)]
    [InlineData("Intake/ClinicOps.Intake.Contracts", "Documents/ClinicOps.Documents.Contracts", true)]
    [InlineData("Intake/ClinicOps.Intake.Contracts", "Intake/ClinicOps.Intake", true)]
    [InlineData("Kernel/ClinicOps.Kernel", "Intake/ClinicOps.Intake.Contracts", true)]
    [InlineData("Intake/ClinicOps.Intake", "Documents/ClinicOps.Documents.Contracts", false)]
    public async Task The_build_refuses_a_forbidden_reference(string from, string to, bool refused)
    {
        var copy = Directory.CreateTempSubdirectory("clinicops-build-").FullName;
        try
        {
            File.Copy(Path.Combine(House.Root, "Directory.Build.targets"), Path.Combine(copy, "Directory.Build.targets"));
            MakeProject(copy, to, reference: null);
            MakeProject(copy, from, reference: to);

            var (exitCode, output) = await Build(Path.Combine(copy, "Modules", from));

            Assert.Equal(refused, output.Contains("error CLIN001", StringComparison.Ordinal));
            Assert.True(refused == (exitCode != 0), output);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static void MakeProject(string copy, string path, string? reference)
    {
        var folder = Directory.CreateDirectory(Path.Combine(copy, "Modules", path)).FullName;
        var item = reference is null ? "" : $"""<ItemGroup><ProjectReference Include="../../{reference}/{Path.GetFileName(reference)}.csproj" /></ItemGroup>""";
        File.WriteAllText(
            Path.Combine(folder, Path.GetFileName(path) + ".csproj"),
            $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{item}</Project>""");
    }

    private static async Task<(int ExitCode, string Output)> Build(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-v", "q", "--nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        using var build = Process.Start(start)!;
        var output = build.StandardOutput.ReadToEndAsync();
        var errors = build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, await output + await errors);
    }
}
