using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A referral that left, from Today: the attempt to reach somebody, and the consult note that a person says closes it, by one key each.</summary>
[Collection(nameof(MondayMorning))]
public sealed class ReferralTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly string reason = $"Palpitations {Guid.NewGuid():n}";
    private readonly Guid note = Guid.CreateVersion7();
    private readonly Guid thread = Guid.CreateVersion7();
    private Guid referral;

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync()
    {
        referral = await Host.Insert(
            "intake.referrals",
            ("direction", "out"), ("patient_id", morning.Task.PatientId!), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", thread), ("provider", "Martha Keller, MD"), ("reason", reason), ("urgency", "routine"),
            ("enclosed", "{}"), ("state", "sent"), ("sent_at", "now()"), ("access_class", "standard"));
        await Host.Sql(
            $"""
            INSERT INTO intake.note_proposals (document_id, patient_id, state, provider, practice, specialty, location_id, care_thread_id, access_class, read_at)
            VALUES ('{note}', '{morning.Task.PatientId}', 'open', 'Lee Roy, MD', 'Harbor Lane Heart Clinic', 'Cardiology', '{TestOrganization.Harbor.Id}', '{thread}', 'standard', now())
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.Sql($"DELETE FROM intake.note_proposals WHERE document_id = '{note}'");
        await Host.Sql($"UPDATE intake.referrals SET state = 'withdrawn' WHERE id = '{referral}'");
    }

    [Fact]
    public async Task A_packet_is_made_and_leaves_from_the_referrals_page_and_that_it_left_stands_there()
    {
        await Host.Sql($"UPDATE intake.referrals SET state = 'draft', sent_at = NULL WHERE id = '{referral}'");
        var box = $"keller{referral:N}"[..16];
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/intake/referrals/referral/{referral}/packet");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Make the packet" }).ClickAsync();
        await user.Page.WaitForURLAsync($"**/referral/{referral}");

        // Nothing leaves before somebody says that they made sure of the address.
        await user.Page.Locator("summary").Filter(new() { HasText = "Send it from here" }).ClickAsync();
        await user.Page.Locator("select[name='Form.Way']").SelectOptionAsync("e-mail");
        await user.Page.GetByLabel("E-mail address").FillAsync($"{box}@patient.example");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Send the packet" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Nothing was sent" })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await Expect(user.Page.GetByLabel("E-mail address")).ToHaveValueAsync($"{box}@patient.example");
        await user.Page.GetByLabel("I made sure that it is theirs").CheckAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Send the packet" }).ClickAsync();
        await user.Page.WaitForURLAsync($"**/referral/{referral}");

        var message = Assert.Single(await morning.Mail.WaitForMail(box));
        Assert.Equal("Papers from Two Rivers Clinic", message.Subject);
        Assert.DoesNotContain(reason, message.TextBody, StringComparison.Ordinal);
        await MondayMorning.Until(() => Host.Sql($"SELECT state FROM intake.referrals WHERE id = '{referral}'"), state => state[0] is "sent");
        await user.Open($"/intake/referrals/referral/{referral}");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "What happened" }).GetByRole(AriaRole.Listitem).Filter(new() { HasText = $"to {box}@patient.example, Martha Keller, MD" })).ToContainTextAsync("Sent");

        // The way that it went is a letter's: pages as they were kept, seen by who sees every paper in them.
        await user.Page.GetByRole(AriaRole.Link, new() { Name = "How it went" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Who was told" })).ToContainTextAsync("a colleague who treats the patient");
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task A_note_that_may_answer_it_closes_it_in_three_actions_is_seen_on_its_care_thread_and_undone_by_one_key()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open("/");

        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Referrals" }).GetByRole(AriaRole.Link, new() { Name = "consult notes to look at" }).ClickAsync();
        await user.Page.GetByRole(AriaRole.Link, new() { Name = reason }).ClickAsync();
        await user.Page.WaitForURLAsync($"**/referral/{referral}");
        await user.ExpectAccessible();
        await user.Press("c");

        await Expect(user.Page.GetByText("Closed: recorded.")).ToBeVisibleAsync();
        await Expect(user.Page.GetByRole(AriaRole.Link, new() { Name = "See the consult note" })).ToBeVisibleAsync();
        await user.Press("u");
        await Expect(user.Page.GetByText("Taken back: it is as it was before.")).ToBeVisibleAsync();
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "A consult note is here" }).Filter(new() { HasText = "Lee Roy" })).ToBeVisibleAsync();

        await user.Open($"/intake/threads/{thread}");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Referrals" }).GetByRole(AriaRole.Link, new() { Name = reason })).ToBeVisibleAsync();
    }
}
