using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>What was read of a paper is put right where it waits, by keys.</summary>
[Collection(nameof(MondayMorning))]
public sealed class CorrectFieldsTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>A photo that waits for a person.</summary>
    private const string Card = "17-insurance-card.jpg";

    private readonly string folder = Directory.CreateTempSubdirectory("correct-fields-").FullName;

    public async ValueTask InitializeAsync()
    {
        if (!await morning.HasCome(Card))
        {
            File.Copy(MondayMorning.FaxFile(Card), Path.Combine(folder, Card));
            Assert.Equal(0, await morning.Clinic.Host.Verb("ingest", folder, "--location", "Harbor"));
        }

        await MondayMorning.Until(() => morning.DocumentOf(Card), card => card.Disposition == "review");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task In_review_a_field_is_corrected_by_keys_also_after_the_page_has_held_its_document_and_undone()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Page.Clock.InstallAsync();
        await user.Open($"/documents/review/{(await morning.DocumentOf(Card)).DocumentId}");
        var fields = user.Page.Locator("#fields");
        var group = fields.Locator("input[name='values[group]']");
        var read = await group.InputValueAsync();

        await user.Press("e");
        await Expect(fields.Locator("details[open] input").First).ToBeFocusedAsync();
        await group.FillAsync("TR-4471");
        var held = user.Page.WaitForResponseAsync(answer => answer.Url.Contains("handler=Hold", StringComparison.Ordinal));
        await user.Page.Clock.FastForwardAsync(31_000);
        await held;
        await group.PressAsync("Enter");
        await Expect(fields).ToContainTextAsync("corrected by");
        await Expect(fields).ToContainTextAsync("TR-4471");
        await user.ExpectAccessible();

        await user.Press("u");
        await Expect(fields).Not.ToContainTextAsync("TR-4471");
        await Expect(group).ToHaveValueAsync(read);
    }

    [Fact]
    public async Task What_was_typed_while_somebody_else_corrected_is_kept_beside_what_it_is_now()
    {
        var address = $"/documents/review/{(await morning.DocumentOf(Card)).DocumentId}";
        await using var slow = await morning.Clinic.SignIn("Coordinator");

        // Neither page says meanwhile, however slow the machine is, that somebody works on it: each would take the document back under the other.
        await slow.Page.RouteAsync("**handler=Hold**", asked => asked.FulfillAsync(new() { Status = 204 }));
        await slow.Open(address);
        await slow.Press("e");
        await slow.Page.Locator("input[name='values[group]']").FillAsync("SLOW-1");

        // Who looks away keeps nothing: another goes on with it.
        await morning.Clinic.Host.Sql("UPDATE documents.documents SET opened_by = NULL, opened_until = NULL");
        await using var quick = await morning.Clinic.SignIn("Manager");
        await quick.Page.RouteAsync("**handler=Hold**", asked => asked.FulfillAsync(new() { Status = 204 }));
        await quick.Open(address);
        await quick.Press("e");
        await quick.Page.Locator("input[name='values[group]']").FillAsync("QUICK-2");
        await quick.Page.Locator("input[name='values[group]']").PressAsync("Enter");
        await Expect(quick.Page.Locator("#fields")).ToContainTextAsync("QUICK-2");
        await morning.Clinic.Host.Sql("UPDATE documents.documents SET opened_by = NULL, opened_until = NULL");

        await slow.Page.Locator("input[name='values[group]']").PressAsync("Enter");
        await Expect(slow.Page.Locator("#fields").GetByRole(AriaRole.Alert)).ToContainTextAsync("What you typed is still here");
        await Expect(slow.Page.Locator("input[name='values[group]']")).ToHaveValueAsync("SLOW-1");
        await Expect(slow.Page.Locator("#fields")).ToContainTextAsync("Now: QUICK-2");
        await slow.ExpectAccessible();

        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Show the page as it is now" }).ClickAsync();
        await Expect(slow.Page.Locator("input[name='values[group]']")).ToHaveValueAsync("SLOW-1");
        await Expect(slow.Page.Locator("#fields")).ToContainTextAsync("Now: QUICK-2");
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Save the correction" }).ClickAsync();
        await Expect(slow.Page.Locator("#fields")).ToContainTextAsync("SLOW-1");
        await Expect(slow.Page.Locator("#fields")).ToContainTextAsync("corrected by");
    }
}
