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
        File.Copy(MondayMorning.FaxFile(Card), Path.Combine(folder, Card));
        Assert.Equal(0, await morning.Clinic.Host.Verb("ingest", folder, "--location", "Harbor"));
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

        await user.Page.Keyboard.PressAsync("e");
        await Expect(fields.Locator("details[open] input").First).ToBeFocusedAsync();
        await group.FillAsync("TR-4471");
        var held = user.Page.WaitForResponseAsync(answer => answer.Url.Contains("handler=Hold", StringComparison.Ordinal));
        await user.Page.Clock.FastForwardAsync(31_000);
        await held;
        await group.PressAsync("Enter");
        await Expect(fields).ToContainTextAsync("corrected by");
        await Expect(fields).ToContainTextAsync("TR-4471");
        await user.ExpectAccessible();

        await user.Page.Keyboard.PressAsync("u");
        await Expect(fields).Not.ToContainTextAsync("TR-4471");
        await Expect(group).ToHaveValueAsync(read);
    }
}
