using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>Fields corrected on the pages that show a document: nothing typed is lost, and what is done is undone by one key.</summary>
public sealed class CorrectFieldsPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];

    private static readonly string[] Denial =
        ["Tidewater Health Plan", "Notice of Denial", "Prior Authorization Decision", "Member: Elena M Rossi", "DOB: 06/20/1990", "Authorization number: PA-77120", "[ ] Approved   [X] Denied"];

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => (clinic, _, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_was_typed_and_not_understood_is_still_in_the_form_and_the_field_is_named()
    {
        var document = await Waiting();

        await Post(document, ("auth_number", "PA-1"), ("valid_from", "next week"), page =>
        {
            var form = page.Paper.FieldsForm!;
            Assert.Contains("Valid from: write a day like 03/14/2026.", form.Refusal, StringComparison.Ordinal);
            Assert.Equal(("PA-1", false), (Field(form, "auth_number").Value, Field(form, "auth_number").IsWrong));
            Assert.Equal(("next week", true), (Field(form, "valid_from").Value, Field(form, "valid_from").IsWrong));
        });
    }

    [Fact]
    public async Task What_was_typed_on_an_older_state_is_not_saved_and_still_in_the_form()
    {
        var document = await Waiting();

        await Post(document, ("auth_number", "PA-1"), ("valid_from", ""), page =>
        {
            var form = page.Paper.FieldsForm!;
            Assert.Contains("while this page was open", form.Refusal, StringComparison.Ordinal);
            Assert.Contains("What you typed is still here, and not saved.", form.Refusal, StringComparison.Ordinal);
            Assert.Equal("PA-1", Field(form, "auth_number").Value);
        }, isOld: true);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));
    }

    [Fact]
    public async Task In_review_only_the_card_is_drawn_anew_with_the_version_to_decide_on_and_the_way_back()
    {
        var document = await Waiting();

        var undo = await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            await page.OnGet(document, CancellationToken.None);
            page.Request.Headers["HX-Request"] = "true";
            var card = Assert.IsType<Paper>(Assert.IsType<PartialViewResult>(await page.OnPostCorrectFields(document, new() { ["auth_number"] = "PA-1" }, new(), null, CancellationToken.None)).Model);
            Assert.Equal(("PA-1", "Test User"), (card.Fields.Single(f => f.Label == "Number").Text, card.Fields.Single(f => f.Label == "Number").Said!.Who));
            Assert.Equal((true, card.Document.Version), (card.FieldsForm!.IsAnswer, card.FieldsForm.Version));
            return card.FieldsForm.Undo!.Value;
        });
        Assert.Equal(DocumentState.Review, (await clinic.OnlyDocument()).State);

        await clinic.As(Ana, AtHarbor, (ReviewModel page) => page.OnPostUndoFields(document, undo, CancellationToken.None));
        var shown = await clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
        {
            await page.OnGet(document, CancellationToken.None);
            return page.Paper;
        });
        Assert.Equal(("PA-77120", "machine"), (shown.Standing.Value(DocumentField.AuthNumber), shown.Fields.Single(f => f.Label == "Number").Source));
    }

    [Fact]
    public async Task A_correction_that_is_refused_puts_no_newer_version_under_the_page_and_keeps_what_was_typed_beside_what_stands()
    {
        var document = await Waiting();

        await InPlace(async page =>
        {
            page.Form.Version--;
            var card = Assert.IsType<Paper>(Assert.IsType<PartialViewResult>(await page.OnPostCorrectFields(document, new() { ["auth_number"] = "PA-1", ["valid_from"] = "03/14/2026" }, new() { ["auth_number"] = "", ["valid_from"] = "03/14/2026" }, null, CancellationToken.None)).Model);

            // What was typed is kept; what was left as it was is none of it. What is sent next brings the whole page, with the version that this one had.
            var form = card.FieldsForm!;
            Assert.Equal((false, true, page.Form.Version), (form.InPlace, form.IsOld, form.Version));
            Assert.Contains("What you typed is still here", form.Refusal, StringComparison.Ordinal);
            Assert.Equal(["PA-1"], form.Fields.Where(field => field.Now is not null).Select(field => field.Value));
        });

        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));
    }

    [Fact]
    public async Task An_undo_from_a_page_that_is_older_than_the_document_is_refused_with_the_usual_words_and_the_page_is_loaded_anew()
    {
        var document = await Waiting();
        await InPlace(page => page.OnPostCorrectFields(document, new() { ["auth_number"] = "PA-1" }, new(), null, CancellationToken.None));
        var step = (Guid)(await clinic.Sql("SELECT step FROM documents.field_corrections"))[0]!;

        await InPlace(async page =>
        {
            page.Form.Version--;
            SeeLoadedAnew(page, await page.OnPostUndoFields(document, step, CancellationToken.None));
        });

        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));
    }

    [Fact]
    public async Task A_page_that_is_older_than_the_document_keeps_nothing_and_is_given_no_newer_version()
    {
        var document = await Waiting();

        await InPlace(async page =>
        {
            page.Form.Version--;
            Assert.IsType<NoContentResult>(await page.OnPostHold(document, CancellationToken.None));
        });
        Assert.Null((await clinic.OnlyDocument()).OpenedBy);

        await InPlace(async page =>
        {
            var held = Assert.IsType<PartialViewResult>(await page.OnPostHold(document, CancellationToken.None));
            Assert.Equal((await clinic.OnlyDocument()).Version, Assert.IsType<uint>(held.Model));
        });
        Assert.Equal(Ana, (await clinic.OnlyDocument()).OpenedBy);
    }

    [Fact]
    public async Task Whoever_is_shown_the_fields_without_having_changed_any_has_viewed_the_document()
    {
        var document = await Waiting();

        await InPlace(page => page.OnPostCorrectFields(document, new() { ["auth_number"] = "PA-77120" }, new(), null, CancellationToken.None));
        await InPlace(page => page.OnPostUndoFields(document, Guid.CreateVersion7(), CancellationToken.None));

        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM documents.field_corrections"));
        Assert.Equal([2L], await clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'document.viewed' AND user_id = '{Ana}' AND subject_id = '{document}'"));
    }

    private static void SeeLoadedAnew(ReviewModel page, IActionResult answer)
    {
        Assert.IsType<EmptyResult>(answer);
        Assert.Equal("true", page.Response.Headers["HX-Refresh"].ToString());
        Assert.Contains("while this page was open", Assert.IsType<string>(page.TempData["toast"]), StringComparison.Ordinal);
    }

    /// <summary>By htmx, from a page that shows the document as it is.</summary>
    private Task InPlace(Func<ReviewModel, Task> act) => clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
    {
        page.Form.Version = (await clinic.OnlyDocument()).Version;
        page.Request.Headers["HX-Request"] = "true";
        await act(page);
        return true;
    });

    private static FieldsFormField Field(FieldsForm form, string name) => form.Fields.Single(field => field.Name == name);

    private Task Post(Guid document, (string Name, string Value) one, (string Name, string Value) other, Action<ReviewModel> see, bool isOld = false) => clinic.As(Ana, AtHarbor, async (ReviewModel page) =>
    {
        page.Form.Version = (await clinic.OnlyDocument()).Version - (isOld ? 1u : 0u);
        Assert.IsType<PageResult>(await page.OnPostCorrectFields(document, new() { [one.Name] = one.Value, [other.Name] = other.Value }, new(), null, CancellationToken.None));
        see(page);
        return true;
    });

    /// <summary>Nobody of that name is registered.</summary>
    private async Task<Guid> Waiting()
    {
        await clinic.Receive(PipelineClinic.Fax(Denial));
        await clinic.RunJobs();
        return (await clinic.OnlyDocument()).Id;
    }
}
