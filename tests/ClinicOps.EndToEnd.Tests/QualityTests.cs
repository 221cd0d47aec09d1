using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The blind re-check, and what goes out: as the people do it who answer for automatic filing.</summary>
[Collection(nameof(MondayMorning))]
public sealed partial class QualityTests(MondayMorning morning)
{
    [Fact]
    public async Task A_drawn_document_is_checked_again_blind_and_without_the_mouse()
    {
        var recheck = await morning.DrawRecheck();
        var patient = await Patient();
        await using (var user = await morning.Clinic.SignIn("Coordinator"))
        {
            await user.Open("/");
            await user.Page.GetByRole(AriaRole.Link, new() { Name = "1 document waits to be checked again" }).ClickAsync();
            await Expect(user.Page).ToHaveURLAsync(new Regex("/documents/recheck$"));
            await user.Page.WaitForLoadStateAsync();
            await user.Press("n");
            await Expect(user.Page).ToHaveURLAsync(new Regex($"/documents/recheck/{recheck}$"));
            await user.Page.WaitForLoadStateAsync();

            var blind = await user.Page.ContentAsync();
            Assert.DoesNotContain(patient.Last, blind, StringComparison.Ordinal);
            Assert.DoesNotContain(patient.Id, blind, StringComparison.Ordinal);
            await user.Page.Locator(".viewer-sheet img").First.EvaluateAsync("image => image.decode()");

            await user.Press("a");
            await Expect(user.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Search the patient and choose");
            await user.Page.WaitForLoadStateAsync();
            await user.Press("s");
            await user.Search($"{patient.Last} {patient.First}");
            await Expect(user.Page.Locator("#found .candidate").First).ToContainTextAsync(patient.Last);
            await user.ExpectAccessible();
            await user.Press("Escape");
            await user.Press("1");
            await Expect(user.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex($"It is {patient.Last}") })).ToBeVisibleAsync();
            await user.Press("a");
            await Expect(user.Page.Locator(".toast").GetByText("Agreed: it was filed to the same patient.")).ToBeVisibleAsync();
            await Expect(user.Page.GetByText("Nothing waits for a re-check.")).ToBeVisibleAsync();
        }

        await using (var manager = await morning.Clinic.SignIn("Manager"))
        {
            await manager.Open("/documents/quality");
            await Expect(manager.Page.GetByText("0 wrong of 1 re-checked.")).ToBeVisibleAsync();
            await Expect(manager.Page.GetByText("fewer than 95 %")).ToBeVisibleAsync();
        }

        await morning.Clinic.Host.Sql($"UPDATE documents.rechecks SET verdict = NULL, checked_by = NULL, checked_at = NULL, named_patient_id = NULL WHERE id = '{recheck}'");
    }

    [Fact]
    public async Task A_document_is_saved_as_a_pdf_whose_words_are_found()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open($"/documents/document/{morning.Task.DocumentId}");

        var saved = await user.Page.RunAndWaitForDownloadAsync(() => user.Page.GetByRole(AriaRole.Link, new() { Name = "Save as searchable PDF" }).ClickAsync());

        Assert.Matches(PdfName(), saved.SuggestedFilename);
        Assert.Contains((await Patient()).Last, await Words(await saved.PathAsync()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_manager_has_filed_documents_exported_and_saves_the_page_ledger()
    {
        await using var manager = await morning.Clinic.SignIn("Manager");
        await manager.Open("/documents/quality");
        await manager.Page.GetByRole(AriaRole.Link, new() { Name = "Export to the EHR" }).ClickAsync();
        await manager.Page.GetByRole(AriaRole.Button, new() { Name = "Export now" }).ClickAsync();
        await Expect(manager.Page.Locator(".toast").GetByText("Exporting.")).ToBeVisibleAsync();

        var indexes = await MondayMorning.Until(
            () => Task.FromResult(Directory.EnumerateFiles(morning.ExportFolder, "index-*.csv").Select(File.ReadAllText).ToList()), found => found.Count > 0);

        // One a day: about midnight there are two.
        Assert.Contains(indexes, index => index.Contains("physician_order", StringComparison.Ordinal));
        await manager.Page.ReloadAsync();
        await Expect(manager.Page.Locator(".counts")).ToContainTextAsync("0 failed");

        await manager.Page.GetByRole(AriaRole.Link, new() { Name = "Page ledger" }).ClickAsync();
        await Expect(manager.Page.GetByText("It balances.")).ToBeVisibleAsync();
        var file = await manager.Page.RunAndWaitForDownloadAsync(() => manager.Page.GetByRole(AriaRole.Button, new() { Name = "Export as CSV" }).ClickAsync());
        Assert.StartsWith("\"day\",\"location\",\"channel\",\"received\"", await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await manager.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("filed in all") }).ClickAsync();
        await Expect(manager.Page.GetByRole(AriaRole.Link, new() { Name = "Physician order" }).First).ToBeVisibleAsync();
    }

    private async Task<(string Id, string Last, string First)> Patient()
    {
        var named = (string)(await morning.Clinic.Host.Sql($"SELECT patient_id || ' ' || last || ' ' || first FROM intake.patient_names WHERE patient_id = '{morning.Task.PatientId}' AND kind = 'current'"))[0]!;
        var parts = named.Split(' ');
        return (parts[0], parts[1], parts[2]);
    }

    private static async Task<string> Words(string pdf)
    {
        using var reading = Process.Start(new ProcessStartInfo("pdftotext", [pdf, "-"]) { RedirectStandardOutput = true })!;
        var words = await reading.StandardOutput.ReadToEndAsync();
        await reading.WaitForExitAsync();
        return words;
    }

    [GeneratedRegex(@"^physician-order-\d{4}-\d\d-\d\d\.pdf$")]
    private static partial Regex PdfName();
}
