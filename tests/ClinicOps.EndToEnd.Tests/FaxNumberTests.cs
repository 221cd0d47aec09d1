using System.Text.RegularExpressions;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The first fax to a number: nothing leaves before a colleague has looked at it.</summary>
[Collection(nameof(MondayMorning))]
public sealed class FaxNumberTests(MondayMorning morning)
{
    private const string Number = "(419) 555-0177";

    private RunningHost Host => morning.Clinic.Host;

    [Fact]
    public async Task A_fax_to_a_new_number_is_held_until_a_colleague_has_looked_at_it_and_leaves_by_itself_then()
    {
        var letter = await Approved();
        await using var sender = await morning.Clinic.SignIn("Coordinator");
        await sender.Open($"/correspondence/letters/letter/{letter}/send");
        var form = sender.Page.GetByRole(AriaRole.Region, new() { Name = "By fax" });
        await form.GetByLabel("Fax number").FillAsync(Number);
        await form.GetByLabel("For whom it is").FillAsync("Ana Maro, DO");
        await form.GetByLabel("I made sure that the number is theirs.").CheckAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Send by fax" }).ClickAsync();
        await sender.ExpectToast("It is held: somebody looks at the number a second time first.");
        var way = sender.Page.GetByRole(AriaRole.Region, new() { Name = "Fax", Exact = true });
        await Expect(way.GetByText("held: its number is to be checked")).ToBeVisibleAsync();
        await sender.ExpectAccessible();

        // Whoever entered it does not check it.
        await way.GetByRole(AriaRole.Link, new() { Name = "check the number" }).ClickAsync();
        await Expect(sender.Page.GetByText("You entered it, so somebody else looks at it")).ToBeVisibleAsync();
        await Expect(sender.Page.GetByRole(AriaRole.Button, new() { Name = "The number is theirs" })).ToHaveCountAsync(0);
        await sender.ExpectAccessible();

        await using var colleague = await morning.Clinic.SignIn("FrontDesk");
        await colleague.Open("/correspondence/letters");
        await colleague.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Numbers to be checked") }).ClickAsync();
        await colleague.Page.GetByRole(AriaRole.Region, new() { Name = "To be checked" }).GetByRole(AriaRole.Link, new() { Name = Number }).ClickAsync();
        await colleague.Page.GetByLabel("How you made sure").SelectOptionAsync("called them, and they said it");
        await colleague.ExpectAccessible();
        Assert.Empty(await morning.Mail.Messages("fax-14195550177"));
        await colleague.Page.GetByRole(AriaRole.Button, new() { Name = "The number is theirs" }).ClickAsync();
        await colleague.ExpectToast("The number is checked. What waited for it goes on.");

        Assert.Single(await morning.Mail.WaitForMail("fax-14195550177"));
        await MondayMorning.Until(() => Host.Sql($"SELECT state FROM correspondence.deliveries WHERE letter_id = '{letter}'"), state => state[0] is "sent");

        // The next one is offered the number.
        await sender.Open($"/correspondence/letters/letter/{letter}/send");
        await Expect(sender.Page.Locator($"#checked-numbers option[value='{Number}']")).ToHaveCountAsync(1);
    }

    /// <summary>A letter to a colleague, approved, about somebody of whom no other story tells.</summary>
    private async Task<Guid> Approved()
    {
        var pages = await File.ReadAllBytesAsync(MondayMorning.FaxFile("08-prior-auth-approval.pdf"), TestContext.Current.CancellationToken);
        var hash = await Host.In((IBlobStore blobs) => blobs.Put(pages));
        var patient = (await Host.Sql("SELECT id FROM intake.patients WHERE access_class = 'standard' AND merged_into_id IS NULL ORDER BY mrn DESC OFFSET 5"))[0]!;
        var letter = await Host.Insert(
            "correspondence.letters", ("patient_id", patient), ("care_thread_id", Guid.CreateVersion7()), ("location_id", TestOrganization.Harbor.Id), ("template_code", "referral-request"), ("template_version", "1"),
            ("subject", "A referral is asked for"), ("language", "en"), ("blocks", "[]"), ("values", "[]"), ("state", "approved"), ("access_class", "standard"));
        await Host.Insert(
            "correspondence.approvals", ("letter_id", letter), ("number", "1"), ("subject", "A referral is asked for"), ("blocks", "[]"), ("values", "[]"), ("pdf_hash", hash), ("page_count", "1"), ("approved_at", "now()"));
        return letter;
    }
}
