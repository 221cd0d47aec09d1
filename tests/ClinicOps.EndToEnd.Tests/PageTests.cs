using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Every main page with something on it.</summary>
[Collection(nameof(MondayMorning))]
public sealed class PageTests(MondayMorning morning)
{
    [Theory]
    [InlineData("Manager", "/")]
    [InlineData("Manager", "/audit?patient={patient}")]
    [InlineData("Manager", "/documents/inbox")]
    [InlineData("Manager", "/documents/upload")]
    [InlineData("Manager", "/documents/review")]
    [InlineData("Coordinator", "/documents/review/{review}")]
    [InlineData("Manager", "/documents/document/{document}")]
    [InlineData("Manager", "/intake/patients")]
    [InlineData("Manager", "/intake/patients/patient/{patient}")]
    [InlineData("Manager", "/intake/tasks?show=open")]
    [InlineData("Manager", "/intake/tasks/task/{task}")]
    [InlineData("Manager", "/scheduling/visits")]
    [InlineData("Manager", "/scheduling/visits/enter?patient={patient}")]
    [InlineData("Manager", "/correspondence/letters")]
    [InlineData("Manager", "/correspondence/letters/print")]
    public async Task Each_page_is_accessible_in_both_colours_and_its_console_is_silent(string role, string path)
    {
        await using var user = await morning.Clinic.SignIn(role);
        await user.Open(await Filled(path));
        await user.ExpectAccessible();

        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.Page.ReloadAsync();
        await user.ExpectAccessible();
    }

    /// <summary>The dashboard is Hangfire's: only that it works under the strict policy is ours.</summary>
    [Fact]
    public async Task The_jobs_dashboard_works_although_its_inline_style_is_blocked()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        user.Overlook("Applying inline style violates");
        await user.Open("/jobs");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    private async Task<string> Filled(string path) => path
        .Replace("{review}", $"{(await morning.DocumentOf(MondayMorning.FatherOrSon)).DocumentId}", StringComparison.Ordinal)
        .Replace("{document}", $"{morning.Task.DocumentId}", StringComparison.Ordinal)
        .Replace("{patient}", $"{morning.Task.PatientId}", StringComparison.Ordinal)
        .Replace("{task}", $"{morning.Task.Id}", StringComparison.Ordinal)
        .Replace("{letter}", morning.LetterPath, StringComparison.Ordinal);
}
