using System.Text.RegularExpressions;
using Xunit;

namespace ClinicOps.Architecture.Tests;

public sealed partial class SourceTests
{
    [Fact]
    public void A_files_namespace_is_its_folder() =>
        Assert.Empty(
            from project in House.Projects()
            from file in House.SourceFiles(Path.GetDirectoryName(project.Path)!)
            let declared = Namespace().Match(File.ReadAllText(file))
            where declared.Success && declared.Groups[1].Value != Expected(project, file)
            select $"{Path.GetRelativePath(House.Root, file)} says {declared.Groups[1].Value}");

    [Fact]
    public void Time_comes_from_the_injected_clock_only() =>
        Assert.Empty(
            from file in House.SourceFiles("Host", "Modules")
            where MachineClock().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(House.Root, file));

    [Fact]
    public void No_test_waits_by_the_clock_or_is_skipped() =>
        Assert.Empty(
            from file in House.SourceFiles("tests")
            where !file.EndsWith("/SourceTests.cs", StringComparison.Ordinal) && Waiting().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(House.Root, file));

    [Fact]
    public void Nothing_is_left_unwritten() =>
        Assert.Empty(
            from file in House.SourceFiles("Host", "Modules", "tests")
            where !file.EndsWith("/SourceTests.cs", StringComparison.Ordinal) && Unwritten().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(House.Root, file));

    /// <summary>htmx drops what is asked for last while two others are under way: the list would be of the letters before.</summary>
    [Fact]
    public void A_box_that_searches_while_it_is_typed_into_takes_its_last_question_back_for_the_next() =>
        Assert.Empty(
            from page in new[] { "Host", "Modules" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.cshtml", SearchOption.AllDirectories))
            from Match asking in TypedSearch().Matches(File.ReadAllText(page))
            where !asking.Value.Contains("hx-sync=\"this:replace\"", StringComparison.Ordinal)
            select Path.GetRelativePath(House.Root, page));

    /// <summary>Beside the rows, and what is said and shown as one where it is written.</summary>
    [Fact]
    public void Who_sees_a_confidential_address_is_said_in_one_place() =>
        Assert.Equal(
            ["Areas/Intake/Pages/People.cshtml.cs", "Data/IntakeDb.People.cs", "Data/Patient.cs", "Patients/People/MergedCircumstances.cs", "Patients/People/SaidOfPerson.cs", "Patients/ShownAddress.cs"],
            from file in House.SourceFiles("Modules")
            where !file.Contains("/Migrations/", StringComparison.Ordinal) && ConfidentialAddress().IsMatch(File.ReadAllText(file))
            orderby file
            select Path.GetRelativePath(Path.Combine(House.Root, "Modules", "Intake", "ClinicOps.Intake"), file));

    private static string Expected(Project project, string file)
    {
        var root = project.Name;
        var folder = Path.GetRelativePath(Path.GetDirectoryName(project.Path)!, Path.GetDirectoryName(file)!);
        return folder == "." ? root : $"{root}.{folder.Replace('/', '.')}";
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex("""<\w+[^>]*hx-trigger="input[^>]*>""")]
    private static partial Regex TypedSearch();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")]
    private static partial Regex MachineClock();

    [GeneratedRegex(@"Thread\.Sleep\(|\bSkip\s*=|Task\.Delay\(")]
    private static partial Regex Waiting();

    [GeneratedRegex(@"\bConfidentialAddress\b")]
    private static partial Regex ConfidentialAddress();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unwritten();
}
