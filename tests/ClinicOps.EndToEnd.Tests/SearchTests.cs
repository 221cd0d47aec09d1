using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A document found by its words, and its pages put elsewhere, on the keyboard.</summary>
[Collection(nameof(MondayMorning))]
public sealed class SearchTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>Three pages of one consult note, filed by the machine.</summary>
    private const string Note = "06-consult-note.pdf";

    private readonly ClinicInBrowser clinic = morning.Clinic;
    private readonly string folder = Directory.CreateTempSubdirectory("search-tests-").FullName;

    public async ValueTask InitializeAsync()
    {
        if ((long)(await clinic.Host.Sql($"SELECT count(*) FROM documents.transmissions WHERE file_name = '{Note}'"))[0]! > 0)
        {
            return;
        }

        File.Copy(MondayMorning.FaxFile(Note), Path.Combine(folder, Note));
        Assert.Equal(0, await clinic.Host.Verb("ingest", folder, "--location", "Harbor"));
        await MondayMorning.Until(() => morning.DocumentOf(Note), note => note.Disposition is "auto" or "filed" or "review");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Words_typed_with_a_slip_find_a_document_whose_page_then_shows_them_and_the_results_are_gone_back_to()
    {
        await using var user = await clinic.SignIn("Coordinator");
        await user.Open("/documents/search");
        await Expect(user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await user.Search("transthoracik echocardiogrm");

        var found = user.Page.GetByRole(AriaRole.List, new() { Name = "Documents found, best first" }).GetByRole(AriaRole.Link);
        await Expect(found.First).ToBeVisibleAsync();
        await Expect(user.Page.GetByText("also written:")).ToContainTextAsync("echocardiogram");
        await Expect(user.Page.Locator(".passage mark").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("[Tt]ransthoracic|[Ee]chocardiogram"));
        await user.ExpectAccessible();
        Assert.DoesNotContain("echo", user.Page.Url, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("find=", user.Page.Url, StringComparison.Ordinal);

        await user.Press("Escape");
        await user.Press("j");
        await user.Press("Enter");
        await user.Page.WaitForURLAsync("**/documents/document/*");
        await Expect(user.Page.Locator(".found-word.is-shown")).ToHaveCountAsync(1);
        await Expect(user.Page.Locator("[data-found-now]")).ToHaveTextAsync("1");
        await user.Press("n");
        await Expect(user.Page.Locator("[data-found-now]")).ToHaveTextAsync("2");
        await user.ExpectAccessible();

        await user.Page.GetByRole(AriaRole.Link, new() { Name = "Back to what was found" }).ClickAsync();
        await Expect(found.First).ToBeVisibleAsync();
        await Expect(user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("transthoracik echocardiogrm");
    }

    [Fact]
    public async Task From_any_page_the_search_offers_documents_by_their_words()
    {
        await using var user = await clinic.SignIn("FrontDesk");
        await user.Open("/scheduling/day");
        await user.Press("/");
        await user.Search("echocardiogram");

        var documents = user.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.List, new() { Name = "Documents" }).GetByRole(AriaRole.Link);
        await Expect(documents.First).ToContainTextAsync("Physician order");
        await user.ExpectAccessible();
        await user.Press("ArrowDown");
        await user.Press("Enter");

        await user.Page.WaitForURLAsync("**/documents/document/*");
        await Expect(user.Page.Locator(".found-word").First).ToBeAttachedAsync();
    }

    [Fact]
    public async Task Without_a_script_the_form_leads_to_the_same_results()
    {
        using var visitor = await clinic.Host.SignedIn("Coordinator");
        using var answer = await visitor.PostFrom("/documents/search", "/documents/search", ("Form.Words", "echocardiogram"), ("Form.Type", "physician_order"));
        var page = await visitor.Read(answer.Headers.Location!.OriginalString);

        Assert.Contains("data-row-link", page, StringComparison.Ordinal);
        Assert.Contains("<mark>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_is_cut_its_page_turned_and_merged_again_by_keys_and_each_is_undone()
    {
        var note = (await morning.DocumentOf(Note)).DocumentId!.Value;
        var rowsWrittenByHand = await clinic.Host.Verify();
        await using var user = await clinic.SignIn("Coordinator");
        await user.Open($"/documents/document/{note}");
        var pages = user.Page.Locator("[data-page]");
        var state = user.Page.GetByRole(AriaRole.Region, new() { Name = "Where it is" });
        await Expect(pages).ToHaveCountAsync(3);
        var wasFiled = (await state.InnerTextAsync()).Contains("Filed", StringComparison.Ordinal);
        await user.ExpectAccessible();

        await user.Press("c");
        await Expect(user.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Cut in two");
        await Expect(pages).ToHaveCountAsync(1);
        await Expect(state).ToContainTextAsync("Waits for review");
        await Expect(user.Page.GetByText("After it:")).ToContainTextAsync("2 pages");
        await user.ExpectAccessible();

        await user.Press("m");
        await Expect(pages).ToHaveCountAsync(3);
        await Expect(state).ToContainTextAsync("Waits for review");

        await user.Press("]");
        await Expect(user.Page.GetByText("turned by hand")).ToBeVisibleAsync();
        await Expect(state).ToContainTextAsync("Waits for review", new() { Timeout = 120_000 });
        var image = pages.First.Locator("img");
        Assert.True(int.Parse((await image.GetAttributeAsync("width"))!, System.Globalization.CultureInfo.InvariantCulture) > int.Parse((await image.GetAttributeAsync("height"))!, System.Globalization.CultureInfo.InvariantCulture));
        await user.Press("[");
        await Expect(state).ToContainTextAsync("Waits for review", new() { Timeout = 120_000 });
        await Expect(user.Page.GetByText("turned by hand")).ToHaveCountAsync(2);

        await user.Press(">");
        await Expect(user.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The page was moved");
        await Expect(pages.First).ToContainTextAsync("(page 2 as received)");
        await Expect(state).ToContainTextAsync("Waits for review");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Move page 1 down" }).ClickAsync();
        await Expect(pages.First).Not.ToContainTextAsync("as received");
        await Expect(state).ToContainTextAsync("Waits for review");
        await user.Press("u");
        await Expect(user.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Undone");
        await Expect(pages.First).ToContainTextAsync("(page 2 as received)");
        Assert.True(wasFiled);
        Assert.Equal(rowsWrittenByHand, await clinic.Host.Verify());
    }
}
