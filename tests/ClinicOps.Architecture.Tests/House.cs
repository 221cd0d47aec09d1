using System.Reflection;
using System.Xml.Linq;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Architecture.Tests;

/// <summary>The solution as it lies on the disk and as it was built: what the rules are held against.</summary>
internal static class House
{
    public static readonly string Root = FindRoot();

    /// <summary>Folder names under Modules, the Kernel left out.</summary>
    public static readonly IReadOnlyList<string> ModuleNames =
        [.. Directory.GetDirectories(Path.Combine(Root, "Modules")).Select(folder => Path.GetFileName(folder)).Where(name => name != "Kernel").Order()];

    public static IEnumerable<Assembly> Implementations => ModuleNames.Select(name => Load($"ClinicOps.{name}"));

    public static IEnumerable<Assembly> Contracts => ModuleNames.Select(name => Load($"ClinicOps.{name}.Contracts"));

    /// <summary>Every module that there is, new.</summary>
    public static IReadOnlyList<IModule> Modules() =>
        [.. Implementations.SelectMany(assembly => assembly.GetTypes())
            .Where(type => typeof(IModule).IsAssignableFrom(type))
            .Select(type => (IModule)Activator.CreateInstance(type)!)];

    public static IEnumerable<Project> Projects() =>
        Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).Where(IsSource).Select(path => new Project(path));

    public static IEnumerable<string> SourceFiles(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)).Where(IsSource);

    private static bool IsSource(string path) => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal);

    private static Assembly Load(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicOps.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a build inside the solution's folder.");
        }

        return folder.FullName;
    }
}

/// <summary>A project file and what it references.</summary>
internal sealed class Project(string path)
{
    private readonly XDocument xml = XDocument.Load(path);

    public string Path => path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    public IEnumerable<string> ProjectReferences =>
        Includes("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension(reference));

    public IEnumerable<string> PackageReferences => Includes("PackageReference");

    public IEnumerable<string> Friends => Includes("InternalsVisibleTo");

    private IEnumerable<string> Includes(string item) => xml.Descendants(item).Select(element => element.Attribute("Include")!.Value);
}
