import { createApp, defineComponent, h, ref } from 'vue'
import { desk } from './desk'
import { follow } from './frames'
import { Balances, Positions } from './panels/Accounts'
import { Banner, Notices } from './panels/Banner'
import { CandleChart } from './panels/Chart'
import { Confirm } from './panels/Confirm'
import { Depth } from './panels/Depth'
import { Instruments } from './panels/Instruments'
import { Orders } from './panels/Orders'
import { Review } from './panels/Review'
import { StopDialog } from './panels/StopDialog'
import { Tape } from './panels/Tape'
import { Ticket } from './panels/Ticket'
import { TopBar } from './panels/TopBar'
import { Alarms, Venues } from './panels/Venues'

const views = ['market', 'trade', 'orders', 'account', 'system'] as const
/** Which part a small screen shows; a large one shows all of them. */
const view = ref<typeof views[number]>('market')

const Attribution = () => <footer class="attribution">
    Charts: <a href="https://www.tradingview.com/" target="_blank" rel="noopener noreferrer">
        TradingView Lightweight Charts™</a>
    {' · '}<a href="/assets/NOTICE.txt" target="_blank">Notices</a>
</footer>

const Views = () => <nav class="views" aria-label="Parts of the page">{views.map(name =>
    <button type="button" key={name} data-testid={`view-${name}`}
        aria-current={view.value === name ? 'page' : undefined}
        onClick={() => { view.value = name }}>{name}</button>)}</nav>

const Page = defineComponent<Record<string, never>>(() => () => {
    follow('link')
    return <div class={['desk', desk.link.state === 'open' ? '' : 'offline']}
        data-view={view.value} data-testid="desk" data-link={desk.link.state}
        data-epoch={desk.epoch ?? ''}>
        <TopBar />
        <Banner />
        <main>
            <div class="column column-left"><Instruments /><Balances /></div>
            <div class="column column-middle"><CandleChart /><Positions /><Orders /></div>
            <div class="column column-depth"><Depth /><Tape /></div>
            <div class="column column-right"><Ticket /><Venues /><Alarms />{Attribution()}</div>
        </main>
        {Views()}
        <Notices /><Confirm /><Review /><StopDialog />
    </div>
})

createApp(Page).mount('#app')
